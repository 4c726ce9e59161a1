/**
 * Where it is stored.
 */
package com.example.fieldservice.repository;
