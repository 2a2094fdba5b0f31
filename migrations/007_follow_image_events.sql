-- Who follows the log goes by transaction, then by position: an event that commits late has a later transaction
-- than what was read before, but perhaps an earlier position.
create index image_events_follow on image_events (transaction_id, position);
