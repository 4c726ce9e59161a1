/**
 * What clients get that work offline, and what they may do.
 */
package com.example.fieldservice.sync;
