package io.offlinesync.benchmarks.result;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class RatioPlotTests {

	@Test
	void drawsABarForEachLimit() throws Exception {
		Document plot = plot(summary("push", 50, new Limit("JDBC", 100)), summary("push", 1, null),
				summary("<new> & fast", 300, new Limit("COPY", 100)));
		assertThat(widths(plot)).containsExactly("150.0", "375.0");
		assertThat(plot.getDocumentElement().getTextContent()).contains("50 %  (50.0 rows/s)", "300 %  (300 rows/s)",
				"<new> & fast");
	}

	@Test
	void isWellFormedWithoutResults() throws Exception {
		assertThat(widths(plot())).isEmpty();
	}

	private static List<String> widths(Document plot) {
		NodeList rectangles = plot.getElementsByTagName("rect");
		return IntStream.range(0, rectangles.getLength())
			.mapToObj((index) -> (Element) rectangles.item(index))
			.filter((rectangle) -> rectangle.getAttribute("class").equals("bar"))
			.map((rectangle) -> rectangle.getAttribute("width"))
			.toList();
	}

	private static Document plot(Summary... summaries) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(RatioPlot.of(List.of(summaries)))));
	}

	private static Summary summary(String scenario, double value, @Nullable Limit limit) {
		return new Summary(List.of(new Figure(scenario, "rows", value, Unit.ROWS_PER_SECOND, limit, "")));
	}

}
