-- The tables of a shop, as its application keeps them.
CREATE TABLE shop.customers (
    customer_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT,
    country_code CHAR(2) NOT NULL,
    referred_by BIGINT REFERENCES shop.customers (customer_id),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE shop.orders (
    order_id BIGINT GENERATED ALWAYS AS IDENTITY,
    customer_id BIGINT NOT NULL REFERENCES shop.customers (customer_id),
    external_ref VARCHAR(40),
    status TEXT NOT NULL,
    total NUMERIC(12, 2) NOT NULL,
    placed_on DATE NOT NULL,
    PRIMARY KEY (order_id, placed_on)
) PARTITION BY RANGE (placed_on);

CREATE INDEX orders_customer ON shop.orders (customer_id, placed_on);

CREATE TABLE shop.order_lines (
    order_id BIGINT NOT NULL,
    line_no INT NOT NULL,
    sku TEXT NOT NULL,
    quantity INT NOT NULL,
    price NUMERIC(12, 2) NOT NULL,
    weight REAL
);

ALTER TABLE ONLY shop.order_lines
    ADD CONSTRAINT order_lines_pk PRIMARY KEY (order_id, line_no);

CREATE UNIQUE INDEX order_lines_sku ON shop.order_lines (order_id, sku);

GRANT SELECT ON shop.orders TO reporting;
