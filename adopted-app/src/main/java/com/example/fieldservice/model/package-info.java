/**
 * What is stored.
 */
package com.example.fieldservice.model;
