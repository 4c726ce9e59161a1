package io.offlinesync.stomp.rights;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Folders belong to their members, invoices to tenants; rooms are open to who has a key
 * to their door, by policies that leave the writing to the defaults. A token is a user's
 * name; behind a slash, it has the milliseconds until it expires.
 */
@SpringBootApplication
public class RightsApplication {

	/**
	 * A database with the tables.
	 * @return the database
	 */
	public static TestDatabase database() {
		TestDatabase database = TestDatabase.create();
		database.jdbc().execute("""
				create table folder (uid uuid primary key, owner text not null, name text not null);
				create table member (uid uuid primary key, folder uuid not null references folder on delete cascade,
				  person text not null);
				create table page (uid uuid primary key, folder uuid not null references folder on delete cascade,
				  text text not null);
				create table invoice (uid uuid primary key, tenant text, title text not null);
				create table key (uid uuid primary key, door text not null, holder text not null);
				create table room (uid uuid primary key, door text not null, content text not null unique
				  check (content <> 'gold'));
				""");
		return database;
	}

	@Bean
	SyncAuthenticator authenticator() {
		return (headers) -> {
			String token = headers.get("token");
			if (token == null) {
				return null;
			}
			if (token.equals("wrong")) {
				throw new SyncException(SyncErrorCode.FORBIDDEN, "Who is that?");
			}
			String[] parts = token.split("/");
			return new AuthenticatedUser(new User(parts[0]),
					(parts.length > 1) ? Instant.now().plusMillis(Long.parseLong(parts[1])) : null);
		};
	}

	@Bean
	SyncPolicy<Folder> folders(Memberships memberships) {
		return new SyncPolicy<>() {

			@Override
			public Where readable(@Nullable Principal user) {
				return Where.in("uid", memberships.foldersOf(user));
			}

			@Override
			public boolean permits(@Nullable Principal user, ProposedWrite<Folder> write) {
				Folder folder = (write.after() != null) ? write.after() : Objects.requireNonNull(write.before());
				return folder.owner().equals(User.nameOf(user)) && write.readableByNewRights();
			}

		};
	}

	@Bean
	SyncPolicy<Member> members(JdbcTemplate jdbc, Memberships memberships) {
		return new SyncPolicy<>() {

			@Override
			public Where readable(@Nullable Principal user) {
				return Where.in("folder", memberships.foldersOf(user));
			}

			@Override
			public boolean permits(@Nullable Principal user, ProposedWrite<Member> write) {
				Member member = (write.after() != null) ? write.after() : Objects.requireNonNull(write.before());
				List<String> owners = jdbc.queryForList("select owner from folder where uid = ?", String.class,
						member.folder());
				return owners.contains(User.nameOf(user));
			}

		};
	}

	@Bean
	SyncPolicy<Page> pages(Memberships memberships) {
		return new SyncPolicy<>() {

			@Override
			public Where readable(@Nullable Principal user) {
				return Where.in("folder", memberships.foldersOf(user));
			}

			@Override
			public boolean permits(@Nullable Principal user, ProposedWrite<Page> write) {
				// Memberships are watched by their own policy.
				return write.readableByNewRights();
			}

		};
	}

	@Bean
	SyncPolicy<Key> keys(JdbcTemplate jdbc) {
		return (user) -> Where.in("door", doors(jdbc, user));
	}

	@Bean
	SyncPolicy<Room> rooms(JdbcTemplate jdbc) {
		return (user) -> Where.in("door", doors(jdbc, user));
	}

	private static List<String> doors(JdbcTemplate jdbc, @Nullable Principal user) {
		return jdbc.queryForList("select door from key where holder = ?", String.class, User.nameOf(user));
	}

	@Bean
	SyncPolicy<Invoice> invoices() {
		return (user) -> (user != null) ? Where.eq("tenant", user.getName()) : Where.none();
	}

}
