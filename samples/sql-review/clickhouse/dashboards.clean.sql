-- Tables and dashboard queries of the monitoring product on ClickHouse; nothing to remark.
CREATE TABLE IF NOT EXISTS device_state
(
    device_id UInt64,
    version UInt32,
    state LowCardinality(String),
    price Decimal(12, 2)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY device_id;

CREATE TABLE IF NOT EXISTS readings
(
    reading_id UInt64,
    device_id UInt64,
    taken_at DateTime,
    value Float64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(taken_at)
ORDER BY (device_id, taken_at);

-- The latest version of each device.
SELECT device_id, argMax(state, version) AS state
FROM device_state
WHERE device_id > 4
GROUP BY device_id;

SELECT device_id, state FROM device_state FINAL WHERE device_id = 7;

SELECT reading_id, device_id, value
FROM readings
WHERE taken_at >= '2024-05-01 00:00:00' AND taken_at < '2024-05-02 00:00:00';

SELECT device_id, uniq(reading_id) AS readings
FROM readings
WHERE taken_at >= '2024-05-01 00:00:00'
GROUP BY device_id;

SELECT device_id, value
FROM readings
WHERE device_id = 10
ORDER BY taken_at DESC
LIMIT 100;

SELECT device_id, sum(value) AS total
FROM readings
WHERE device_id IN (3, 4) AND value > 25
GROUP BY device_id;

SELECT countIf(state = 'on') AS devices_on, countIf(state = 'off') AS devices_off
FROM device_state FINAL
WHERE device_id > 0;

INSERT INTO readings (reading_id, device_id, taken_at, value)
VALUES
    (1, 10, '2024-05-01 10:00:00', 1.5),
    (2, 10, '2024-05-01 10:01:00', 1.6),
    (3, 10, '2024-05-01 10:02:00', 1.7);
