package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

import io.offlinesync.stomp.ProtocolDocument.Message;
import io.offlinesync.stomp.ProtocolDocument.Operation;
import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;

/**
 * What was said between a server and its clients, held against the document: whatever is
 * not in it is a problem, and so is in the end what was never said.
 */
final class DocumentedConversation {

	private final ProtocolDocument document;

	private final List<String> problems = new CopyOnWriteArrayList<>();

	private final Set<String> said = new ConcurrentSkipListSet<>();

	private final Set<String> used = new ConcurrentSkipListSet<>();

	private final Set<Integer> closeCodes = new ConcurrentSkipListSet<>();

	DocumentedConversation(ProtocolDocument document) {
		this.document = document;
	}

	/**
	 * Take note of what a client says.
	 * @return the operation that it asks for
	 */
	Operation asked(StompFrame frame) {
		Operation operation = operation(frame);
		if (operation == null) {
			throw new IllegalArgumentException("There is no such operation: " + frame);
		}
		note(operation.name() + " takes ", operation.messages(), frame);
		return operation;
	}

	/**
	 * Take note of what a client says that it must not.
	 * @return the operation that it may have meant
	 */
	@Nullable Operation askedWrongly(StompFrame frame) {
		Operation operation = operation(frame);
		if (operation != null) {
			operation.messages()
				.stream()
				.filter((message) -> this.document.problems(message, frame).isEmpty())
				.forEach((message) -> this.problems.add("Said to be wrong, but a " + message + ": " + frame));
		}
		return operation;
	}

	/**
	 * What a client's frame asks for: operations differ by destination and command.
	 */
	private @Nullable Operation operation(StompFrame frame) {
		return this.document.operations()
			.stream()
			.filter((operation) -> operation.receives() && operation.isAt(frame.header("destination")))
			.filter((operation) -> operation.messages()
				.stream()
				.anyMatch((message) -> message.command().equals(frame.command())))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Take note of the answer to a request.
	 */
	void answered(Operation operation, StompFrame frame) {
		if (!operation.answersAt(frame.header("destination"))) {
			this.problems.add(operation.name() + " is not answered there: " + frame);
		}
		note(operation.name() + " answers ", operation.replies(), frame);
	}

	/**
	 * Take note of what the server says of its own accord, or in answer to a frame that
	 * is no request.
	 */
	void told(StompFrame frame) {
		String destination = frame.header("destination");
		for (Operation operation : this.document.operations()) {
			boolean tells = !operation.receives() && operation.isAt(destination);
			boolean answers = destination == null && operation.answersAt(null);
			List<Message> messages = tells ? operation.messages() : operation.replies();
			if ((tells || answers)
					&& messages.stream().anyMatch((message) -> message.command().equals(frame.command()))) {
				note(operation.name() + (tells ? " tells " : " answers "), messages, frame);
				return;
			}
		}
		this.problems.add("Nothing that the server would say: " + frame);
	}

	void closed(int code) {
		this.closeCodes.add(code);
	}

	private void note(String how, List<Message> messages, StompFrame frame) {
		List<Message> fitting = messages.stream()
			.filter((message) -> this.document.problems(message, frame).isEmpty())
			.toList();
		if (fitting.size() == 1) {
			this.said.add(how + fitting.get(0).name());
			this.used.addAll(this.document.used(fitting.get(0), frame));
			return;
		}
		StringBuilder problem = new StringBuilder(how + fitting + ": " + frame);
		messages.forEach((message) -> problem.append("\n  ")
			.append(message.name())
			.append(": ")
			.append(this.document.problems(message, frame)));
		this.problems.add(problem.toString());
	}

	List<String> problems() {
		return this.problems;
	}

	Set<Integer> closeCodes() {
		return this.closeCodes;
	}

	/** What the document tells of and nobody said. */
	List<String> unsaid() {
		List<String> unsaid = new ArrayList<>();
		for (Operation operation : this.document.operations()) {
			operation.messages()
				.forEach((message) -> unsaid
					.add(operation.name() + (operation.receives() ? " takes " : " tells ") + message.name()));
			operation.replies().forEach((message) -> unsaid.add(operation.name() + " answers " + message.name()));
		}
		unsaid.removeAll(this.said);
		return unsaid;
	}

	/** What the document tells of messages and nobody used. */
	Set<String> unused() {
		Set<String> unused = this.document.declared();
		unused.removeAll(this.used);
		return unused;
	}

}
