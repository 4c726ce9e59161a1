package io.offlinesync.feed;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.Push;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.User;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * To-dos of one list, written in every way and followed.
 *
 * @param jdbc where they are written with plain SQL
 * @param list the list
 */
record Todos(JdbcTemplate jdbc, UUID list) {

	/** To-dos of a new list. */
	static Todos create(JdbcTemplate jdbc) {
		UUID list = UUID.randomUUID();
		jdbc.update("insert into todo_list (uid, name) values (?, 'List')", list);
		return new Todos(jdbc, list);
	}

	/** Insert a to-do with plain SQL. */
	UUID insert(String title) {
		return insert(this.jdbc, title);
	}

	/** Insert a to-do with plain SQL, elsewhere. */
	UUID insert(JdbcTemplate where, String title) {
		UUID uid = UUID.randomUUID();
		where.update("insert into todo (uid, list_uid, title, done) values (?, ?, ?, false)", uid, this.list, title);
		return uid;
	}

	void delete(UUID uid) {
		this.jdbc.update("delete from todo where uid = ?", uid);
	}

	boolean lives(UUID uid) {
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject("select exists (select from todo where uid = ?)", Boolean.class, uid));
	}

	Mutation create(UUID uid, Instant at) {
		return mutation(Operation.CREATE, uid, at);
	}

	Mutation update(UUID uid, Instant at) {
		return mutation(Operation.UPDATE, uid, at);
	}

	static Mutation deletion(UUID uid, Instant at) {
		return new Mutation("todo", Operation.DELETE, uid.toString(), null, null, at);
	}

	private Mutation mutation(Operation operation, UUID uid, Instant at) {
		return new Mutation("todo", operation, uid.toString(),
				JsonMapper.shared()
					.createObjectNode()
					.put("listUid", this.list.toString())
					.put("title", "by a client")
					.put("done", false),
				null, at);
	}

	static Push push(@Nullable String client, Mutation... mutations) {
		return new Push(new User("ana"), client, null,
				List.of(new ClientTransaction(UUID.randomUUID().toString(), List.of(mutations))));
	}

	/** A client that holds nothing of the list yet. */
	StreamModel follow() {
		return new StreamModel(Progress.byTime(), StreamScope.of("todo", "{\"listUid\":\"" + this.list + "\"}"));
	}

	/** Fail unless a client that follows the list holds what is there. */
	void assertHeldBy(StreamModel model) {
		model.assertHolds("todo", rows());
	}

	boolean isHeldBy(StreamModel model) {
		return model.holds("todo", rows());
	}

	private Supplier<Map<String, String>> rows() {
		return () -> {
			Map<String, String> rows = new LinkedHashMap<>();
			this.jdbc.query("""
					select uid::text, json_build_object('uid', uid, 'listUid', list_uid, 'title', title, 'done', done,
					  'priority', priority, 'dueAt', due_at)::text from todo where list_uid = ?""", (row) -> {
				rows.put(row.getString(1), row.getString(2));
			}, this.list);
			return rows;
		};
	}

}
