-- Reports of a payroll department on Oracle; some are twenty years old.

-- Who works where, with those who have no department.
SELECT e.employee_id, e.last_name, d.department_name
FROM employees e, departments d
WHERE e.department_id = d.department_id(+)
ORDER BY TO_CHAR(e.hired_on, 'MM/YYYY'), e.employee_id;

SELECT /*+ INDEX(e emp_name_ix) */ e.employee_id
FROM employees e
WHERE UPPER(e.last_name) = 'LEE' AND NVL(e.bonus, 0) = 0;

-- Above the average of the own department.
SELECT e.employee_id, e.salary
FROM employees e
WHERE e.salary > (SELECT AVG(m.salary) FROM employees m WHERE m.department_id = e.department_id);

SELECT e.employee_id, payroll.net_salary(e.employee_id) AS net
FROM employees e
WHERE e.hired_on = '01/05/2024';

SELECT e.employee_id, e.salary / 12 AS monthly
FROM employees e
WHERE e.salary * 12 > 50000 OR e.department_id = 10;

SELECT employee_id
FROM employees
WHERE (:name IS NULL OR last_name LIKE :name) AND TRUNC(hired_on) = :day;

SELECT department_id, last_name, COUNT(*) AS n
FROM employees
GROUP BY department_id;

SELECT department_id
FROM employees
WHERE COUNT(*) > 5
GROUP BY department_id;

SELECT d.department_id, l.city
FROM departments d
RIGHT JOIN locations l ON l.location_id = d.location_id;

SELECT d.department_name, LISTAGG(e.last_name, ', ') AS people
FROM departments d
NATURAL JOIN employees e
GROUP BY d.department_name;

SELECT DISTINCT e.last_name FROM employees e ORDER BY e.hired_on;

SELECT e.employee_id
FROM employees e
WHERE e.employee_id NOT IN (SELECT m.manager_id FROM employees m)
  AND e.first_name || ' ' || e.last_name = 'Ann Lee';

SELECT e.employee_id
FROM employees e
JOIN departments e ON e.department_id = 10;

SELECT e.employee_id, dep.department_name
FROM employees e
JOIN departments d ON d.department_id = e.department_id;

SELECT employee_id, ROUND(salary), salary AS salary
FROM employees
WHERE ROWNUM <= 10;

-- The raise of the year, employee by employee.
DECLARE
    CURSOR c IS SELECT employee_id FROM employees WHERE grade = 'B';
BEGIN
    FOR r IN c LOOP
        UPDATE employees SET salary = salary * 1.03 WHERE employee_id = r.employee_id;
    END LOOP;
    EXECUTE IMMEDIATE 'DELETE FROM raise_log WHERE year = ' || v_year;
END;
/

UPDATE employees SET reviewed = 'N';

SELECT employee_id FROM employees WHERE grade = 'C' FOR UPDATE;

INSERT INTO raise_log VALUES (2024, 'B', 1.03);

TRUNCATE TABLE payroll_stage;
GRANT SELECT ON employees TO PUBLIC;
