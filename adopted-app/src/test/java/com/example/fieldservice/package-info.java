/**
 * The application's own tests.
 */
package com.example.fieldservice;
