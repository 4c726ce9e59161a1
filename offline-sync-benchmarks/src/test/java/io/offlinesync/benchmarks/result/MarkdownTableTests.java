package io.offlinesync.benchmarks.result;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MarkdownTableTests {

	@Test
	void showsFiguresAndLimits() {
		String table = MarkdownTable.of(List.of(
				new Summary(
						List.of(figure(12345.6, new Limit("COPY", 100000)), figure(20000, new Limit("COPY", 100000)))),
				new Summary(List.of(figure(0.5, null)))));
		assertThat(table.lines().map((line) -> line.replaceAll(" +", " ").replaceAll("-+", "-"))).containsExactly(
				"| scenario | what | figure | min–max | limit | of the limit | remark |",
				"| - | - | - | - | - | - | - |",
				"| `first-sync` | a \\| b | 16,173 rows/s | 12,346–20,000 | COPY: 100,000 rows/s | 16 % | 176 bytes |",
				"| `first-sync` | a \\| b | 0.500 rows/s | | | | 176 bytes |");
		assertThat(table.lines().map(String::length).distinct()).hasSize(1);
	}

	@Test
	void replacesTheMarkedPartOfADocument() {
		String document = "a\n" + MarkedPart.BEGIN + "old\n" + MarkedPart.END + "\nb";
		String changed = MarkedPart.replace(document, "new\n");
		assertThat(changed).isEqualTo("a\n" + MarkedPart.BEGIN + "new\n" + MarkedPart.END + "\nb");
		assertThat(MarkedPart.replace(changed, "new\n")).isEqualTo(changed);
		assertThatIllegalArgumentException().isThrownBy(() -> MarkedPart.replace("none", "new"));
		assertThatIllegalArgumentException().isThrownBy(() -> MarkedPart.replace(MarkedPart.BEGIN, "new"));
	}

	private static Figure figure(double value, @Nullable Limit limit) {
		return new Figure("first-sync", "a | b", value, Unit.ROWS_PER_SECOND, limit, "176 bytes");
	}

}
