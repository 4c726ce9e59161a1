package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sees to it that the writes to synced tables are captured. Where all is up to date, this
 * takes one query of the catalog, and no lock.
 */
final class CaptureInstaller {

	private static final Log logger = LogFactory.getLog(CaptureInstaller.class);

	private final JdbcTemplate jdbc;

	private final CaptureTransaction transaction;

	private final CaptureAdoption adoption;

	private final SchemaNames schema;

	private final SchemaMode mode;

	/**
	 * Create an installer.
	 * @param dataSource the synced database
	 * @param owner the same database, as a user who may change its schema
	 * @param schema the library's own schema
	 * @param mode what to do
	 */
	CaptureInstaller(DataSource dataSource, DataSource owner, SchemaNames schema, SchemaMode mode) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new CaptureTransaction(owner, Duration.ofSeconds(3), 5);
		this.adoption = new CaptureAdoption(this.transaction.jdbc(), schema);
		this.schema = schema;
		this.mode = mode;
	}

	/**
	 * Bring the capture of tables up to date, or check it.
	 * @param tables all synced tables
	 * @return the tables with their epochs
	 * @throws SchemaException if they have to be captured, and are not
	 */
	SyncedTables install(SyncedTables tables) {
		Map<Long, List<InstalledTrigger>> installed = InstalledTrigger.read(this.jdbc, this.schema);
		Map<String, String> epochs = new HashMap<>();
		List<CapturedTable> outdated = new ArrayList<>();
		Set<Long> oids = new HashSet<>();
		for (SyncedTableMapping<?> table : tables.all()) {
			CapturedTable captured = CapturedTable.of(table);
			CaptureState state = state(captured, installed);
			// Without capture nobody can go on where he stopped.
			epochs.put(table.name(), Objects.requireNonNullElseGet(state.epoch(), CaptureInstaller::newEpoch));
			oids.add(captured.oid());
			if (!state.isUpToDate()) {
				outdated.add(captured);
			}
		}
		switch (this.mode) {
			case MIGRATE -> {
				String script = script(outdated, installed);
				outdated.forEach((table) -> epochs.put(table.name(), install(table, script)));
				removeOthers(installed, oids);
			}
			case VALIDATE -> validate(outdated, installed);
			default -> warn(outdated);
		}
		return tables.captured(epochs);
	}

	/**
	 * What would bring the capture of tables up to date.
	 * @param tables all synced tables
	 * @return the statements
	 */
	List<String> ddl(SyncedTables tables) {
		Map<Long, List<InstalledTrigger>> installed = InstalledTrigger.read(this.jdbc, this.schema);
		List<String> statements = new ArrayList<>();
		Set<Long> synced = new HashSet<>();
		for (SyncedTableMapping<?> table : tables.all()) {
			CapturedTable captured = CapturedTable.of(table);
			synced.add(captured.oid());
			statements.addAll(state(captured, installed).ddl(this.schema, captured, newEpoch()));
		}
		installed.values()
			.stream()
			.filter((triggers) -> !synced.contains(triggers.get(0).root()))
			.flatMap(List::stream)
			.forEach((trigger) -> statements.add(CaptureState.drop(trigger.name(), trigger.sql())));
		return statements;
	}

	private CaptureState state(CapturedTable table, Map<Long, List<InstalledTrigger>> installed) {
		return CaptureState.of(this.schema, table, installed.getOrDefault(table.oid(), List.of()));
	}

	private static String newEpoch() {
		return UUID.randomUUID().toString();
	}

	private String install(CapturedTable table, String script) {
		String failure = "The writes to %s cannot be captured".formatted(table.sql());
		return this.transaction.run(failure, table.sql(), script, () -> {
			// Another node may have been faster.
			CaptureState state = state(table, InstalledTrigger.read(this.transaction.jdbc(), this.schema));
			String epoch = Objects.requireNonNullElseGet(state.epoch(), CaptureInstaller::newEpoch);
			state.ddl(this.schema, table, epoch).forEach(this.transaction.jdbc()::execute);
			if (state.epoch() == null) {
				this.adoption.adopt(table);
				logger.info("The writes to %s are captured from now on".formatted(table.sql()));
			}
			return epoch;
		});
	}

	/**
	 * A trigger on a partition of a synced table was put there by hand, and has its use.
	 */
	private void removeOthers(Map<Long, List<InstalledTrigger>> installed, Set<Long> synced) {
		installed.values().forEach((triggers) -> {
			InstalledTrigger first = triggers.get(0);
			if (!synced.contains(first.root())) {
				try {
					remove(first.sql(), triggers);
				}
				catch (SchemaException | DataAccessException ex) {
					logger.warn("The writes to %s are captured, though it is synced no longer: drop its triggers %s"
						.formatted(first.sql(), triggers.stream().map(InstalledTrigger::name).toList()), ex);
				}
			}
		});
	}

	private void remove(String table, List<InstalledTrigger> triggers) {
		this.transaction.run("The triggers on %s cannot be dropped".formatted(table), table, "", () -> {
			triggers.forEach((trigger) -> this.transaction.jdbc()
				.execute("drop trigger if exists " + SchemaNames.quote(trigger.name()) + " on " + table));
			return true;
		});
		logger.info("The writes to %s are captured no longer, since it is not synced".formatted(table));
	}

	private void validate(List<CapturedTable> outdated, Map<Long, List<InstalledTrigger>> installed) {
		if (outdated.isEmpty()) {
			return;
		}
		throw new SchemaException("The writes to %s are not captured as they have to be".formatted(names(outdated)),
				"Set offline-sync.schema.mode=migrate, at least for one start as the tables' owner, or have the owner run:"
						+ script(outdated, installed),
				null);
	}

	private String script(List<CapturedTable> outdated, Map<Long, List<InstalledTrigger>> installed) {
		StringBuilder script = new StringBuilder();
		outdated.forEach((table) -> state(table, installed).ddl(this.schema, table, newEpoch())
			.forEach((statement) -> script.append(System.lineSeparator()).append(statement).append(';')));
		return script.toString();
	}

	private void warn(List<CapturedTable> outdated) {
		if (!outdated.isEmpty()) {
			logger.warn(("The writes to %s are not captured as they have to be: clients miss changes. "
					+ "With offline-sync.schema.print=true the log says what to run.")
				.formatted(names(outdated)));
		}
	}

	private static String names(List<CapturedTable> tables) {
		return String.join(", ", tables.stream().map(CapturedTable::sql).toList());
	}

}
