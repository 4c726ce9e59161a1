package com.example.fieldservice.service;

import java.util.Optional;

import io.offlinesync.SyncRights;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where users belong.
 */
@Service
@Transactional
public class UserService {

	private final JdbcTemplate jdbc;

	private final ObjectProvider<SyncRights> rights;

	public UserService(JdbcTemplate jdbc, ObjectProvider<SyncRights> rights) {
		this.jdbc = jdbc;
		this.rights = rights;
	}

	/**
	 * The depot of a user, if there is such a user.
	 */
	@Transactional(readOnly = true)
	public Optional<String> depotOf(String login) {
		return jdbc.queryForList("select depot_cd from app_user where login = ?", String.class, login)
			.stream()
			.findFirst();
	}

	public void move(String login, String depot) {
		if (jdbc.update("update app_user set depot_cd = ? where login = ?", depot, login) == 0) {
			throw new NotFoundException("No user " + login);
		}
		rights.ifAvailable((changed) -> changed.changed(login));
	}

}
