package com.example.fieldservice.web;

import com.example.fieldservice.service.UserService;

import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Users, and what they need to sign in.
 */
@RestController
public class UserController {

	private final UserService service;

	public UserController(UserService service) {
		this.service = service;
	}

	/**
	 * For those who connect to a WebSocket.
	 */
	@GetMapping("/csrf")
	public CsrfToken csrf(CsrfToken token) {
		return token;
	}

	@PutMapping("/api/users/{login}/depot")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	public void move(@PathVariable String login, @RequestBody String depot) {
		service.move(login, depot);
	}

}
