/**
 * What is done with it.
 */
package com.example.fieldservice.service;
