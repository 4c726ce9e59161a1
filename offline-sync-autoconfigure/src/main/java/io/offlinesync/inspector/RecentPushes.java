package io.offlinesync.inspector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.offlinesync.jdbc.PushListener;
import io.offlinesync.jdbc.PushReport;

import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Remembers the last pushes.
 */
@ImportRuntimeHints(InspectorRuntimeHints.class)
public final class RecentPushes implements PushListener {

	private final Deque<InspectedPush> pushes = new ArrayDeque<>();

	private final int most;

	/**
	 * Remember pushes.
	 * @param properties how many
	 */
	public RecentPushes(InspectorProperties properties) {
		this.most = properties.pushes();
	}

	@Override
	public void pushed(PushReport report) {
		InspectedPush push = InspectedPush.of(report);
		synchronized (this.pushes) {
			if (this.pushes.size() == this.most) {
				this.pushes.removeFirst();
			}
			this.pushes.addLast(push);
		}
	}

	/**
	 * The pushes, the last one first.
	 */
	List<InspectedPush> list() {
		List<InspectedPush> list;
		synchronized (this.pushes) {
			list = new ArrayList<>(this.pushes);
		}
		Collections.reverse(list);
		return list;
	}

}
