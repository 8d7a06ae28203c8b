"""Money that arrives online, through the association's own account at Stripe. No number of a card ever comes here.

Who pays goes to the provider's page (``checkout.py``) and comes back; what happened is known from the provider alone. An event
(``events.py``) only says which object to look at: its present state is asked for again, and the ledger is brought to it
(``converging.py``), so events told twice, late or in another order leave the same movements. At night what is open or young is
looked at again (``catching_up.py``), for the events that never came. A page left open is closed when there is nothing to pay any
more (``closing.py``).

What is asked of the provider, all of it (API version of the library in use), with the fields that are read:

* ``GET /v1/balance``: livemode, available.currency (to try the keys)
* ``POST /v1/checkout/sessions``: mode, client_reference_id, success_url, cancel_url, locale, expires_at, customer_email or
  customer, payment_method_types, line_items[0][quantity, price_data[currency, unit_amount, product_data[name],
  recurring[interval]]], metadata, payment_intent_data[metadata, description], subscription_data[metadata, description],
  setup_intent_data[metadata], currency (setup); header Idempotency-Key. Read: id, url
* ``GET /v1/checkout/sessions/<id>``: id, url, mode, status (open, complete, expired), payment_status, payment_intent, subscription,
  setup_intent, created, livemode, metadata
* ``POST /v1/checkout/sessions/<id>/expire``
* ``GET /v1/setup_intents/<id>``: status, payment_method
* ``GET /v1/payment_intents/<id>?expand[]=latest_charge.balance_transaction``: id, status, amount, currency, created, livemode,
  metadata, last_payment_error.code, latest_charge (id, status, amount, created, amount_refunded, disputed, failure_code,
  payment_method_details.type and .card.wallet.type, balance_transaction: id, amount, fee, created)
* ``GET /v1/refunds?payment_intent=<id>&limit=100&expand[]=data.balance_transaction``: id, amount, status, created,
  balance_transaction (id, fee)
* ``POST /v1/refunds``: payment_intent, amount, metadata; header Idempotency-Key. Read: id, status
* ``GET /v1/disputes?payment_intent=<id>&limit=100``: id, amount, status, created, balance_transactions (id, amount, fee, created)
* ``GET /v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=<id>&expand[]=data.invoice``: invoice.id,
  invoice.parent.subscription_details.subscription
* ``GET /v1/subscriptions/<id>?expand[]=default_payment_method``: id, status, customer, metadata, created, pause_collection,
  items.data[0] (current_period_end, quantity, price.unit_amount), default_payment_method (type, card.brand, .last4, .exp_month,
  .exp_year, sepa_debit.last4), latest_invoice
* ``POST /v1/subscriptions/<id>``: default_payment_method
* ``GET /v1/invoices?subscription=<id>&limit=3&expand[]=data.payments``: id, status, payments.data (status,
  payment.payment_intent)
* ``GET /v1/payouts/<id>``: id, amount, currency, status, arrival_date, created, livemode
* ``GET /v1/balance_transactions?type=stripe_fee&created[gte]=<time>&limit=100``: id, amount, fee, currency, created
* ``GET /v1/events?created[gte]=<time>&limit=100``: as the webhook's (at night, for those that never came)

Events that are listened to: ``events.KINDS``; of each are read id, type, livemode, created, data.object (id, object,
payment_intent, subscription, parent.subscription_details.subscription).
"""
