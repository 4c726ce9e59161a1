/**
 * What Spring is told.
 */
package com.example.fieldservice.config;
