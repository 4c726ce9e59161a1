package com.example.fieldservice.config;

import java.sql.JDBCType;

import com.example.fieldservice.model.CustomerCategory;
import com.example.fieldservice.model.WorkOrderStatus;

import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.mapping.JdbcValue;

/**
 * Between enums and the codes of the old system.
 */
final class CodeConverters {

	private CodeConverters() {
	}

	@WritingConverter
	static class CategoryToCode implements Converter<CustomerCategory, String> {

		@Override
		public String convert(CustomerCategory category) {
			return category.getCode();
		}

	}

	@ReadingConverter
	static class CodeToCategory implements Converter<String, CustomerCategory> {

		@Override
		public CustomerCategory convert(String code) {
			return CustomerCategory.of(code);
		}

	}

	@WritingConverter
	static class StatusToCode implements Converter<WorkOrderStatus, JdbcValue> {

		@Override
		public JdbcValue convert(WorkOrderStatus status) {
			return JdbcValue.of(status.getCode(), JDBCType.SMALLINT);
		}

	}

	@ReadingConverter
	static class CodeToStatus implements Converter<Integer, WorkOrderStatus> {

		@Override
		public WorkOrderStatus convert(Integer code) {
			return WorkOrderStatus.of(code);
		}

	}

}
