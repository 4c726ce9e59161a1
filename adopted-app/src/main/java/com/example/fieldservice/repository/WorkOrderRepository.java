package com.example.fieldservice.repository;

import java.util.List;

import com.example.fieldservice.model.WorkOrder;

import org.springframework.data.repository.ListCrudRepository;

/**
 * The work orders.
 */
public interface WorkOrderRepository extends ListCrudRepository<WorkOrder, Long> {

	List<WorkOrder> findByDepotOrderByNumberDesc(String depot);

}
