package io.offlinesync.sample;

import java.util.List;
import java.util.UUID;

import org.springframework.data.repository.CrudRepository;

/**
 * An ordinary repository, as the application had it before anything was synced.
 */
interface TodoRepository extends CrudRepository<Todo, UUID> {

	List<Todo> findByListUidOrderByPosition(UUID listUid);

}
