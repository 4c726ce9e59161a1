package io.offlinesync.stomp.rights;

import java.security.Principal;
import java.util.List;
import java.util.UUID;

import io.offlinesync.SyncRights;
import io.offlinesync.SyncedRepository;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who is a member of which folder. It needs what is synced, and policies need it.
 */
@Service
public class Memberships {

	private final JdbcTemplate jdbc;

	private final SyncedRepository<Member> members;

	private final SyncRights rights;

	Memberships(JdbcTemplate jdbc, SyncedRepository<Member> members, SyncRights rights) {
		this.jdbc = jdbc;
		this.members = members;
		this.rights = rights;
	}

	List<UUID> foldersOf(@Nullable Principal user) {
		return this.jdbc.queryForList("select folder from member where person = ?", UUID.class, User.nameOf(user));
	}

	/**
	 * End a membership.
	 * @param folder the folder's id
	 * @param person the user's name
	 */
	@Transactional
	public void end(UUID folder, String person) {
		this.jdbc.queryForList("select uid from member where folder = ? and person = ?", UUID.class, folder, person)
			.forEach(this.members::delete);
		this.rights.changed(person);
	}

}
