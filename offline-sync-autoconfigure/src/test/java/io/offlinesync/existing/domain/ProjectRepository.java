package io.offlinesync.existing.domain;

import java.util.UUID;

import org.springframework.data.repository.CrudRepository;

/**
 * The application's own repository of a synced table.
 */
public interface ProjectRepository extends CrudRepository<Project, UUID> {

}
