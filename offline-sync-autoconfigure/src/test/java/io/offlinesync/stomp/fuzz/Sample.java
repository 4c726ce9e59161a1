package io.offlinesync.stomp.fuzz;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A record with values of many types, for everybody.
 *
 * @param id the id
 * @param amount an exact number
 * @param ratio an approximate number
 * @param whole a whole number
 * @param day a day
 * @param noon a time of the day
 * @param moment an instant
 * @param color one of few
 * @param name a short text
 * @param flag yes or no
 */
@SyncedTable
public record Sample(@Id Long id, @Nullable BigDecimal amount, @Nullable Double ratio, @Nullable Short whole,
		@Nullable LocalDate day, @Nullable LocalTime noon, @Nullable Instant moment, @Nullable Color color,
		@Nullable String name, boolean flag) {

	/**
	 * One of few.
	 */
	public enum Color {

		/** The one. */
		RED,

		/** The other. */
		GREEN

	}

}
