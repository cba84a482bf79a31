package kagemusha.kernel.machine;

import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;

/** Rows on their way from one entity to another, with their times of arrival. */
public record BatchMail(String network, EntityId from, EntityId to, Batch rows) {}
