package io.offlinesync.sample.postgres;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class EmbeddedServerFailureAnalyzerTests {

	@TempDir
	Path temp;

	@Test
	void saysWhatToDoInsteadOfAStackTrace(CapturedOutput output) throws Exception {
		Path file = Files.createFile(this.temp.resolve("file"));
		SpringApplication application = new SpringApplication(EmbeddedServerConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run("--sample.postgres.directory=" + file));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The folder " + file + " cannot be used")
			.contains("Choose another one")
			.doesNotContain("\tat ");
	}

}
