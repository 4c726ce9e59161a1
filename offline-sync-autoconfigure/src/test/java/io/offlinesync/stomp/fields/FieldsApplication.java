package io.offlinesync.stomp.fields;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;

/**
 * Contacts belong to tenants, of whom clients know nothing. A token is a tenant's name.
 * Some names are too much for the application, or for the database.
 */
@SpringBootApplication
public class FieldsApplication {

	/** The application cannot take a contact of this address. */
	public static final String TOO_MUCH = "too-much@example.org";

	/**
	 * A database with the table.
	 * @return the database
	 */
	public static TestDatabase database() {
		TestDatabase database = TestDatabase.create();
		database.jdbc()
			.execute(
					"""
							create table contact (uid uuid primary key, tenant text default 'ann', name text not null, email text,
							  serial int default 42);
							create function complain() returns trigger language plpgsql as $$
							begin
							  if new.email like 'raise%' then
							    raise exception 'Cannot take %', new.email using detail = 'Failing row contains (' || new.email || ').';
							  end if;
							  return new;
							end $$;
							create trigger complaint before insert or update on contact for each row execute function complain();
							""");
		return database;
	}

	@Bean
	SyncAuthenticator authenticator() {
		return (headers) -> new AuthenticatedUser(new User(String.valueOf(headers.get("token"))), null);
	}

	@Bean
	SyncPolicy<Contact> contacts() {
		return (user) -> Where.eq("tenant", String.valueOf(User.nameOf(user)));
	}

	@Bean
	BeforeConvertCallback<Contact> tenants() {
		return (contact) -> {
			if (TOO_MUCH.equals(contact.email())) {
				throw new IllegalStateException("Cannot take " + contact.email());
			}
			return new Contact(contact.uid(), (contact.tenant() != null) ? contact.tenant() : "ann", contact.name(),
					contact.email(), contact.serial());
		};
	}

}
