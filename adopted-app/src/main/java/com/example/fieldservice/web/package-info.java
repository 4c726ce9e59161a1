/**
 * The REST API, and the dispatchers' messages.
 */
package com.example.fieldservice.web;
