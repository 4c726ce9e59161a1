package io.offlinesync.proof.node;

import java.security.Principal;
import java.util.List;
import java.util.UUID;

import io.offlinesync.SyncRights;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who may see which board.
 */
@Service
class Memberships {

	private final JdbcTemplate jdbc;

	private final SyncRights rights;

	Memberships(JdbcTemplate jdbc, SyncRights rights) {
		this.jdbc = jdbc;
		this.rights = rights;
	}

	Where ofBoards(String field, @Nullable Principal user) {
		List<UUID> boards = (user != null)
				? this.jdbc.queryForList("select board from membership where person = ?", UUID.class, user.getName())
				: List.of();
		return Where.in(field, boards);
	}

	@Transactional
	void change(UUID board, String person, boolean member) {
		this.jdbc.update(member ? "insert into membership (board, person) values (?, ?) on conflict do nothing"
				: "delete from membership where board = ? and person = ?", board, person);
		this.rights.changed(person);
	}

}
