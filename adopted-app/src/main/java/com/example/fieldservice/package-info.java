/**
 * Field service: customers, work orders and spare parts.
 */
package com.example.fieldservice;
