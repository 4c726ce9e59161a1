/**
 * What is done without being asked.
 */
package com.example.fieldservice.job;
