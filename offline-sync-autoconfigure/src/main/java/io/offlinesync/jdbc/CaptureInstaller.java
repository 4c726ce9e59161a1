package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

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
	 * @return how they are captured from now on
	 * @throws SchemaException if they have to be captured, and are not
	 */
	CaptureSurvey install(SyncedTables tables) {
		CaptureSurvey survey = survey(tables);
		List<CapturedTable> outdated = survey.outdated();
		switch (this.mode) {
			case MIGRATE -> {
				String script = script(survey);
				for (CapturedTable table : outdated) {
					survey = survey.with(table, install(table, script));
				}
				survey.others().forEach(this::remove);
			}
			case VALIDATE -> validate(outdated, survey);
			default -> warn(outdated);
		}
		return survey;
	}

	/**
	 * What would bring the capture of tables up to date, and drop what is of no use.
	 * @param tables all synced tables
	 * @return the statements
	 */
	List<String> ddl(SyncedTables tables) {
		CaptureSurvey survey = survey(tables);
		return Stream
			.concat(survey.ddl().stream(), survey.others().stream().flatMap(List::stream).map(InstalledTrigger::drop))
			.toList();
	}

	private CaptureSurvey survey(SyncedTables tables) {
		return CaptureSurvey.of(this.jdbc, this.schema, tables);
	}

	private String install(CapturedTable table, String script) {
		String failure = "The writes to %s cannot be captured".formatted(table.sql());
		return this.transaction.run(failure, table.sql(), script, () -> {
			// Another node may have been faster.
			CaptureState state = CaptureState.of(this.schema, table,
					InstalledTrigger.read(this.transaction.jdbc(), this.schema).getOrDefault(table.oid(), List.of()));
			String epoch = Objects.requireNonNullElseGet(state.epoch(), CaptureSurvey::newEpoch);
			state.ddl(this.schema, table, epoch).forEach(this.transaction.jdbc()::execute);
			if (state.epoch() == null) {
				this.adoption.adopt(table);
				logger.info("The writes to %s are captured from now on".formatted(table.sql()));
			}
			return epoch;
		});
	}

	private void remove(List<InstalledTrigger> triggers) {
		String table = triggers.get(0).sql();
		try {
			this.transaction.run("The triggers on %s cannot be dropped".formatted(table), table, "", () -> {
				triggers.forEach((trigger) -> this.transaction.jdbc().execute(trigger.drop()));
				return true;
			});
			logger.info("The writes to %s are captured no longer, since it is not synced".formatted(table));
		}
		catch (SchemaException | DataAccessException ex) {
			logger.warn("The writes to %s are captured, though it is synced no longer: drop its triggers %s"
				.formatted(table, triggers.stream().map(InstalledTrigger::name).toList()), ex);
		}
	}

	private static void validate(List<CapturedTable> outdated, CaptureSurvey survey) {
		if (!outdated.isEmpty()) {
			throw new SchemaException("The writes to %s are not captured as they have to be".formatted(names(outdated)),
					"Set offline-sync.schema.mode=migrate, at least for one start as the tables' owner, or have the owner run:"
							+ script(survey),
					null);
		}
	}

	private static String script(CaptureSurvey survey) {
		StringBuilder script = new StringBuilder();
		survey.ddl().forEach((statement) -> script.append(System.lineSeparator()).append(statement).append(';'));
		return script.toString();
	}

	private static void warn(List<CapturedTable> outdated) {
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
