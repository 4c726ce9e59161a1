package io.offlinesync.proof.node;

import java.time.Duration;
import java.util.UUID;

import io.offlinesync.jdbc.JdbcSyncService;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the application itself does, when it is told to.
 */
@RestController
class ControlController {

	private final Memberships memberships;

	private final JdbcSyncService service;

	ControlController(Memberships memberships, JdbcSyncService service) {
		this.memberships = memberships;
		this.service = service;
	}

	@PostMapping("/memberships")
	void change(@RequestParam UUID board, @RequestParam String person, @RequestParam boolean member) {
		this.memberships.change(board, person, member);
	}

	@PostMapping("/purge")
	void purge(@RequestParam long millis) {
		this.service.purge(Duration.ofMillis(millis));
	}

}
