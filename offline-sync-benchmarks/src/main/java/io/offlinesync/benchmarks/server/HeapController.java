package io.offlinesync.benchmarks.server;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HeapController {

	private final HeapWatch heap;

	HeapController(HeapWatch heap) {
		this.heap = heap;
	}

	/** What is in use after a collection now, and the most since this was asked last. */
	@GetMapping("/heap")
	String heap() {
		long peak = this.heap.peak();
		long live = this.heap.live();
		return live + " " + Math.max(peak, live);
	}

}
