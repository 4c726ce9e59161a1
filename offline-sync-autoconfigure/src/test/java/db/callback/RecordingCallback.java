package db.callback;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Remembers for which history tables it was called.
 */
public class RecordingCallback extends BaseCallback {

	/**
	 * The names of the history tables, one for each migration of a database.
	 */
	public static final List<String> CALLS = new CopyOnWriteArrayList<>();

	@Override
	public boolean supports(Event event, Context context) {
		return event == Event.BEFORE_MIGRATE;
	}

	@Override
	public void handle(Event event, Context context) {
		CALLS.add(context.getConfiguration().getTable());
	}

}
