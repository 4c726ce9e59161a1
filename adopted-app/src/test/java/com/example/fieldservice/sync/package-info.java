/**
 * What has to hold once the application's tables are synced.
 */
package com.example.fieldservice.sync;
