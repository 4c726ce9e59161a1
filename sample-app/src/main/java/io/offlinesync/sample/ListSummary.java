package io.offlinesync.sample;

import java.util.UUID;

/**
 * A list and how much of it is done.
 *
 * @param uid the list's id
 * @param name the name
 * @param color the color as in CSS
 * @param createdBy who made it
 * @param open how many to-dos are still to do
 * @param done how many are done
 */
record ListSummary(UUID uid, String name, String color, String createdBy, int open, int done) {
}
