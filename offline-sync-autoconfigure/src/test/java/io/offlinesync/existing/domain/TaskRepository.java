package io.offlinesync.existing.domain;

import java.util.List;
import java.util.UUID;

import org.springframework.data.repository.CrudRepository;

/**
 * The application's own repository of a synced table.
 */
public interface TaskRepository extends CrudRepository<Task, UUID> {

	List<Task> findByTitle(String title);

}
