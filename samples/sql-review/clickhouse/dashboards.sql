-- Tables and dashboard queries of a monitoring product on ClickHouse, first version.
CREATE TABLE device_state
(
    device_id UInt64,
    version UInt32,
    state LowCardinality(String),
    price Float64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY device_id;

CREATE TABLE readings
(
    reading_id UInt64,
    device_id UInt64,
    taken_at DateTime,
    value Float64
)
ENGINE = MergeTree
PARTITION BY toStartOfMinute(taken_at)
ORDER BY (reading_id, taken_at);

CREATE TABLE readings_by_device
(
    device_id UInt64,
    taken_at DateTime,
    value Float64
)
ENGINE = MergeTree
PARTITION BY device_id
ORDER BY taken_at;

-- Old versions of a row are still there.
SELECT device_id, state FROM device_state WHERE device_id > 4;

SELECT * FROM readings WHERE toDate(taken_at) = '2024-05-01';

SELECT device_id, uniqExact(reading_id) AS readings, COUNT(DISTINCT reading_id) AS again
FROM readings
GROUP BY device_id;

SELECT device_id, value FROM readings ORDER BY rand() LIMIT 10;

SELECT device_id, value FROM readings LIMIT 100;

SELECT r.device_id, s.state
FROM readings AS r
LEFT JOIN device_state AS s ON s.device_id = r.device_id
WHERE s.state = 'on';

SELECT device_id
FROM readings
WHERE device_id IN (SELECT device_id FROM device_state WHERE state = 'on')
  AND value * 10 > 250
ORDER BY taken_at;

SELECT device_id, sum(value) AS total
FROM readings
GROUP BY device_id
HAVING device_id IN (3, 4, 3);

SELECT device_id, taken_at, value
FROM readings
WHERE device_id IN (
    1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
    1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 1026, 1027, 1028, 1029, 1030,
    1031, 1032, 1033, 1034, 1035, 1036, 1037, 1038, 1039, 1040, 1041, 1042, 1043, 1044, 1045,
    1046, 1047, 1048, 1049, 1050, 1051, 1052, 1053, 1054, 1055, 1056, 1057, 1058, 1059, 1060
);

SELECT 'on' AS kind, count() AS n FROM device_state WHERE state = 'on'
UNION ALL
SELECT 'off' AS kind, count() AS n FROM device_state WHERE state = 'off';

INSERT INTO readings VALUES (1, 10, '2024-05-01 10:00:00', 1.5);
INSERT INTO readings VALUES (2, 10, '2024-05-01 10:01:00', 1.6);
INSERT INTO readings VALUES (3, 10, '2024-05-01 10:02:00', 1.7);

DROP TABLE readings_by_device;
