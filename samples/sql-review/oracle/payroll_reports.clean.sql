-- The reports of the payroll department on Oracle, put right; nothing to remark.

-- Who works where, with those who have no department.
SELECT e.employee_id, e.last_name, d.department_name
FROM employees e
LEFT JOIN departments d ON d.department_id = e.department_id
WHERE e.hired_on >= :first_day;

-- The column last_key is kept in capitals, for the index on it.
SELECT e.employee_id
FROM employees e
WHERE e.last_key = 'LEE' AND (e.bonus = 0 OR e.bonus IS NULL);

-- Above the average of the own department.
WITH with_average AS (
    SELECT employee_id, salary, AVG(salary) OVER (PARTITION BY department_id) AS average
    FROM employees
    WHERE grade = 'B'
)
SELECT employee_id, salary
FROM with_average
WHERE salary > average;

SELECT e.employee_id, p.net
FROM employees e
INNER JOIN payslips p ON p.employee_id = e.employee_id
WHERE e.hired_on = DATE '2024-05-01' AND p.period_id = :period;

SELECT e.employee_id, e.salary / 12 AS monthly
FROM employees e
WHERE e.salary > 50000 / 12 AND e.department_id = 10;

SELECT employee_id
FROM employees
WHERE last_name = :name AND hired_on >= :day AND hired_on < :day + 1;

SELECT department_id, COUNT(*) AS n
FROM employees
WHERE grade = 'B'
GROUP BY department_id
HAVING COUNT(*) > 5;

SELECT l.location_id, l.city, d.department_id
FROM locations l
LEFT JOIN departments d ON d.location_id = l.location_id
WHERE l.country_id = 'AT';

SELECT d.department_name,
       LISTAGG(e.last_name, ', ') WITHIN GROUP (ORDER BY e.last_name, e.employee_id) AS people
FROM departments d
INNER JOIN employees e ON e.department_id = d.department_id
GROUP BY d.department_name;

SELECT e.employee_id
FROM employees e
WHERE NOT EXISTS (SELECT 1 FROM employees m WHERE m.manager_id = e.employee_id)
  AND e.first_name = 'Ann'
  AND e.last_name = 'Lee';

SELECT e.employee_id, d.department_name
FROM employees e
INNER JOIN departments d ON d.department_id = e.department_id
WHERE d.department_id = 10;

SELECT employee_id, ROUND(salary, 2) AS salary
FROM employees
WHERE grade = 'B'
ORDER BY employee_id
FETCH FIRST 10 ROWS ONLY;

-- The raise of the year, in one statement.
BEGIN
    UPDATE employees SET salary = salary * 1.03 WHERE grade = 'B' AND raised_in < 2024;
    DELETE FROM raise_log WHERE raise_year = 2024;
    INSERT INTO raise_log (raise_year, grade, factor) VALUES (2024, 'B', 1.03);
END;
/

SELECT employee_id
FROM employees
WHERE grade = 'C' AND reviewed = 'N'
FOR UPDATE SKIP LOCKED;

GRANT SELECT ON employees TO payroll_reader;
