package com.example.fieldservice.repository;

import java.util.List;
import java.util.UUID;

import com.example.fieldservice.model.WorkOrderItem;

import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/**
 * The parts that work orders use up.
 */
public interface WorkOrderItemRepository extends ListCrudRepository<WorkOrderItem, UUID> {

	List<WorkOrderItem> findByWorkOrderNumberOrderByPositionAscUidAsc(Long workOrderNumber);

	@Query("select coalesce(max(pos) + 1, 0) from \"TBL_WO_POS\" where wo_no = :number")
	int nextPosition(Long number);

}
