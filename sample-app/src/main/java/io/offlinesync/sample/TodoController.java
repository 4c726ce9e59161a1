package io.offlinesync.sample;

import java.util.List;
import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The application's own HTTP API. It knows nothing of the sync, and need not: what it
 * writes, by plain SQL, reaches the offline clients too.
 */
@RestController
@RequestMapping("/api")
class TodoController {

	private final JdbcClient jdbc;

	private final TodoRepository todos;

	TodoController(JdbcClient jdbc, TodoRepository todos) {
		this.jdbc = jdbc;
		this.todos = todos;
	}

	@GetMapping("/lists")
	List<ListSummary> lists() {
		return this.jdbc.sql("""
				select l.uid, l.name, l.color, l.created_by,
					count(t.uid) filter (where not t.done) as open, count(t.uid) filter (where t.done) as done
				from todo_list l left join todo t on t.list_uid = l.uid
				group by l.uid
				order by l.name, l.uid
				""").query(ListSummary.class).list();
	}

	@GetMapping("/lists/{uid}/todos")
	List<Todo> todos(@PathVariable UUID uid) {
		return this.todos.findByListUidOrderByPosition(uid);
	}

	@PutMapping("/todos/{uid}/done")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void done(@PathVariable UUID uid, @RequestBody boolean done) {
		int rows = this.jdbc.sql("update todo set done = ?, changed_by = 'api' where uid = ?")
			.param(done)
			.param(uid)
			.update();
		if (rows == 0) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
	}

}
