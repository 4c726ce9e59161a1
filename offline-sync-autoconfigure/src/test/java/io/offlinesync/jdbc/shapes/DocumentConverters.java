package io.offlinesync.jdbc.shapes;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.offlinesync.jdbc.shapes.ValueShapesIntegrationTests.Address;
import io.offlinesync.jdbc.shapes.ValueShapesIntegrationTests.Color;
import org.postgresql.util.PGobject;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;

/**
 * Converters as applications write them: jsonb, and a value type in a text column.
 */
@Configuration(proxyBeanMethods = false)
class DocumentConverters {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	@Bean
	JdbcCustomConversions jdbcCustomConversions(JdbcDialect dialect) {
		return JdbcCustomConversions.of(dialect, List.of(new MapToJsonb(), new JsonbToMap(), new NodeToJsonb(),
				new JsonbToNode(), new AddressToJsonb(), new JsonbToAddress(), new ColorToText(), new TextToColor()));
	}

	private static PGobject jsonb(Object value) {
		PGobject object = new PGobject();
		object.setType("jsonb");
		try {
			object.setValue(JSON.writeValueAsString(value));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return object;
	}

	@WritingConverter
	private static final class MapToJsonb implements Converter<Map<String, Object>, PGobject> {

		@Override
		public PGobject convert(Map<String, Object> source) {
			return jsonb(source);
		}

	}

	@ReadingConverter
	private static final class JsonbToMap implements Converter<PGobject, Map<String, Object>> {

		@Override
		public Map<String, Object> convert(PGobject source) {
			return JSON.readValue(source.getValue(), new TypeReference<Map<String, Object>>() {
			});
		}

	}

	@WritingConverter
	private static final class NodeToJsonb implements Converter<JsonNode, PGobject> {

		@Override
		public PGobject convert(JsonNode source) {
			return jsonb(source);
		}

	}

	@ReadingConverter
	private static final class JsonbToNode implements Converter<PGobject, JsonNode> {

		@Override
		public JsonNode convert(PGobject source) {
			return JSON.readTree(source.getValue());
		}

	}

	@WritingConverter
	private static final class AddressToJsonb implements Converter<Address, PGobject> {

		@Override
		public PGobject convert(Address source) {
			return jsonb(source);
		}

	}

	@ReadingConverter
	private static final class JsonbToAddress implements Converter<PGobject, Address> {

		@Override
		public Address convert(PGobject source) {
			return JSON.readValue(source.getValue(), Address.class);
		}

	}

	@WritingConverter
	private static final class ColorToText implements Converter<Color, String> {

		@Override
		public String convert(Color source) {
			return source.red() + "/" + source.green() + "/" + source.blue();
		}

	}

	@ReadingConverter
	private static final class TextToColor implements Converter<String, Color> {

		@Override
		public Color convert(String source) {
			String[] parts = source.split("/");
			return new Color(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
		}

	}

}
