package io.offlinesync.reconcile;

import io.offlinesync.RecordMetadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StoredStateTests {

	@Test
	void aPlaceholderWithoutStampsIsNoMetadata() {
		StoredState placeholder = new StoredState(false, RecordMetadata.NONE);
		assertThat(placeholder.unknown()).isTrue();
		assertThat(placeholder.stamps()).isEqualTo(new StoredState(false, null).stamps());
		assertThat(new StoredState(false, null).unknown()).isTrue();
	}

	@Test
	void aRowWithoutMetadataLivesAndHasNoTime() {
		StoredState state = new StoredState(true, null);
		assertThat(state.live()).isTrue();
		assertThat(state.unknown()).isFalse();
		assertThat(state.time()).isNull();
	}

	@Test
	void aStaleRowDoesNotLive() {
		StoredState state = new StoredState(true, new Marks(1, 2, 3).metadata());
		assertThat(state.live()).isFalse();
		assertThat(state.deleted()).isTrue();
		assertThat(state.time()).isEqualTo(Marks.at(3));
	}

	@Test
	void aLostRowNeitherLivesNorIsItUnknown() {
		StoredState state = new StoredState(false, new Marks(1, 2, 0).metadata());
		assertThat(state.live()).isFalse();
		assertThat(state.deleted()).isFalse();
		assertThat(state.unknown()).isFalse();
		assertThat(state.time()).isEqualTo(Marks.at(2));
	}

	@Test
	void metadataChangesOnlyIfAStampDoes() {
		StoredState nothing = new StoredState(false, null);
		assertThat(Decision.keep(Decision.Verdict.EXPIRED, nothing).metadataChanged(nothing)).isFalse();
		Decision deletion = new Decision(Decision.Verdict.APPLIED, Decision.RowChange.NONE,
				new Marks(0, 0, 1).metadata());
		assertThat(deletion.metadataChanged(nothing)).isTrue();
		assertThat(deletion.metadataChanged(new StoredState(true, new Marks(0, 0, 1).metadata()))).isFalse();
	}

}
