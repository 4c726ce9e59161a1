package io.offlinesync.stomp.fuzz;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.rights.RightsApplication;

import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Tables with policies, tables for everybody, and values of all types.
 */
@Configuration(proxyBeanMethods = false)
@Import(RightsApplication.class)
@EntityScan(basePackageClasses = { RightsApplication.class, DomainApplication.class, FuzzedApplication.class })
public class FuzzedApplication {

}
