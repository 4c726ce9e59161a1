package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How the writes to all synced tables are captured, as the catalog said at one time.
 *
 * @param schema the library's own schema
 * @param states the synced tables with their states
 * @param others the triggers on tables that are not synced, table by table
 */
record CaptureSurvey(SchemaNames schema, Map<CapturedTable, CaptureState> states, List<List<InstalledTrigger>> others) {

	/**
	 * Look at the catalog. No table is locked.
	 * @param jdbc the database
	 * @param schema the library's own schema
	 * @param tables all synced tables
	 * @return what it says
	 */
	static CaptureSurvey of(JdbcTemplate jdbc, SchemaNames schema, SyncedTables tables) {
		Map<Long, List<InstalledTrigger>> installed = InstalledTrigger.read(jdbc, schema);
		Map<CapturedTable, CaptureState> states = new LinkedHashMap<>();
		Set<Long> synced = new HashSet<>();
		for (SyncedTableMapping<?> table : tables.all()) {
			CapturedTable captured = CapturedTable.of(table);
			states.put(captured, CaptureState.of(schema, captured, installed.getOrDefault(captured.oid(), List.of())));
			synced.add(captured.oid());
		}
		// A trigger on a partition of a synced table was put there by hand, and has its
		// use.
		List<List<InstalledTrigger>> others = installed.values()
			.stream()
			.filter((triggers) -> !synced.contains(triggers.get(0).root()))
			.toList();
		return new CaptureSurvey(schema, states, others);
	}

	CaptureState of(CapturedTable table) {
		return Objects.requireNonNull(this.states.get(table));
	}

	/**
	 * The tables about which something is to be done.
	 */
	List<CapturedTable> outdated() {
		return this.states.keySet().stream().filter((table) -> !of(table).isUpToDate()).toList();
	}

	/**
	 * The same with a table that was brought up to date.
	 */
	CaptureSurvey with(CapturedTable table, String epoch) {
		Map<CapturedTable, CaptureState> changed = new LinkedHashMap<>(this.states);
		changed.put(table, CaptureState.upToDate(epoch));
		return new CaptureSurvey(this.schema, changed, this.others);
	}

	/**
	 * The epoch of each table's capture, by its name: a new one where there is none.
	 * Without capture nobody can go on where he stopped.
	 */
	Map<String, String> epochs() {
		Map<String, String> epochs = new LinkedHashMap<>();
		this.states.forEach((table, state) -> epochs.put(table.name(),
				Objects.requireNonNullElseGet(state.epoch(), CaptureSurvey::newEpoch)));
		return epochs;
	}

	static String newEpoch() {
		return UUID.randomUUID().toString();
	}

	/**
	 * What would bring all synced tables up to date.
	 * @return the statements
	 */
	List<String> ddl() {
		List<String> statements = new ArrayList<>();
		this.states.forEach((table, state) -> statements.addAll(state.ddl(this.schema, table, newEpoch())));
		return statements;
	}

}
