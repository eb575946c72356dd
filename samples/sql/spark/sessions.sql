-- Sessions from page views; nothing to remark.
INSERT OVERWRITE TABLE marts.sessions PARTITION (ds = '2024-05-01')
SELECT s.session_id, s.user_id, COUNT(*) AS views, MAX(p.ts) AS last_seen
FROM staging.sessions AS s
JOIN staging.page_views AS p ON p.session_id = s.session_id
LATERAL VIEW EXPLODE(p.tags) t AS tag
WHERE s.ds = '2024-05-01' AND p.ds = '2024-05-01'
GROUP BY s.session_id, s.user_id;
