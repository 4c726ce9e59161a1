package io.offlinesync.stomp;

import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.Push;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.jdbc.RecordPage;
import io.offlinesync.jdbc.ServerState;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.jdbc.TableInfo;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;

/**
 * Tables in memory, which know no rules, and remember what they were asked.
 */
class FakeSyncService implements SyncService {

	static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

	final Map<String, JsonRecord> todos = new ConcurrentSkipListMap<>();

	final Map<String, Supplier<? extends RuntimeException>> failures = new ConcurrentHashMap<>();

	final List<Mutation> mutations = new ArrayList<>();

	final List<Push> pushes = new ArrayList<>();

	final AtomicInteger calls = new AtomicInteger();

	volatile @Nullable ReconcileRequest reconciled;

	volatile @Nullable String principal;

	volatile int limit;

	volatile @Nullable CountDownLatch gate;

	volatile @Nullable TransactionResult pushResult;

	volatile Runnable onRead = () -> {
	};

	@Override
	public List<TableInfo> tables() {
		return List.of(new TableInfo("todo", "uid", "uuid"), new TableInfo("todo_list", "id", "int8"));
	}

	@Override
	public List<String> openTables() {
		return List.of();
	}

	@Override
	public ServerState state() {
		return new ServerState("g1", NOW);
	}

	@Override
	public Optional<JsonRecord> findUnique(@Nullable Principal user, String table, Where where) {
		check(table);
		this.onRead.run();
		// Everyone is told what they asked for, so that a mix-up shows.
		String echo = where.terms().isEmpty() ? "" : where.terms().get(0).values().get(0).toString();
		JsonRecord todo = this.todos.get(echo);
		return echo.startsWith("echo")
				? Optional.of(new JsonRecord(echo, "{\"uid\":\"" + echo + "\"}", RecordMetadata.NONE))
				: Optional.ofNullable(todo);
	}

	@Override
	public RecordPage findMany(@Nullable Principal user, String table, Where where, int limit, @Nullable String after) {
		check(table);
		this.limit = limit;
		List<JsonRecord> all = this.todos.values()
			.stream()
			.filter((todo) -> after == null || todo.uid().compareTo(after) > 0)
			.toList();
		List<JsonRecord> page = all.subList(0, Math.min(limit, all.size()));
		return new RecordPage(page, (page.size() < all.size()) ? page.get(page.size() - 1).uid() : null);
	}

	@Override
	public TransactionResult mutate(@Nullable Principal user, Mutation mutation) {
		check(mutation.table());
		this.principal = User.nameOf(user);
		return new TransactionResult("single", TransactionResult.Outcome.COMMITTED, "77", List.of(apply(mutation)),
				null, null);
	}

	@Override
	public List<TransactionResult> push(Push push) {
		this.principal = User.nameOf(push.user());
		synchronized (this.pushes) {
			this.pushes.add(push);
		}
		TransactionResult prepared = this.pushResult;
		if (prepared != null) {
			return List.of(prepared);
		}
		List<TransactionResult> results = new ArrayList<>();
		for (ClientTransaction transaction : push.transactions()) {
			transaction.mutations().forEach((mutation) -> check(mutation.table()));
			results.add(new TransactionResult(transaction.id(), TransactionResult.Outcome.COMMITTED, "78",
					transaction.mutations().stream().map(this::apply).toList(), null, null));
		}
		return results;
	}

	@Override
	public ReconcileAnswer reconcile(@Nullable Principal user, ReconcileRequest request) {
		check(request.table());
		this.principal = User.nameOf(user);
		this.reconciled = request;
		List<JsonRecord> all = List.copyOf(this.todos.values());
		return new ReconcileAnswer(all, all, List.of(new ReconcileAnswer.Deleted("gone", NOW)), List.of("elsewhere"),
				List.of(new ReconcileAnswer.Held("mine", new RecordMetadata(NOW, null, null))),
				List.of(new ReconcileAnswer.Held("newer", new RecordMetadata(null, NOW, null))));
	}

	private MutationResult apply(Mutation mutation) {
		synchronized (this.mutations) {
			this.mutations.add(mutation);
		}
		RecordMetadata metadata = switch (mutation.operation()) {
			case CREATE -> new RecordMetadata(mutation.at(), null, null);
			case UPDATE -> new RecordMetadata(null, mutation.at(), null);
			case DELETE -> new RecordMetadata(null, null, mutation.at());
		};
		String json = (mutation.data() != null) ? mutation.data().toString() : null;
		JsonRecord record = new JsonRecord(mutation.uid(), json, metadata);
		if (mutation.operation() == Operation.DELETE) {
			this.todos.remove(mutation.uid());
		}
		else {
			this.todos.put(mutation.uid(), record);
		}
		return new MutationResult(MutationResult.Outcome.APPLIED, record);
	}

	private void check(String table) {
		this.calls.incrementAndGet();
		Supplier<? extends RuntimeException> failure = this.failures.get(table);
		if (failure != null) {
			throw failure.get();
		}
		CountDownLatch closed = this.gate;
		if (closed != null && table.equals("gated")) {
			try {
				closed.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		else if (!table.equals("todo") && !table.equals("gated")) {
			throw new SyncException(SyncErrorCode.UNKNOWN_TABLE, "There is no such table");
		}
	}

}
