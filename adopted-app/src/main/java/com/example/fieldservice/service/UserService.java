package com.example.fieldservice.service;

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

	public UserService(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public void move(String login, String depot) {
		if (jdbc.update("update app_user set depot_cd = ? where login = ?", depot, login) == 0) {
			throw new NotFoundException("No user " + login);
		}
	}

}
