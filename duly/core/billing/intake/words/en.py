"""English headings by field; `|` stands between two headings."""

HEADINGS: dict[str, str] = {
    "customer_id": (
        "customer id|customer number|customer code|customer account|customer|account number|account code|"
        "account id|client id|client number|client code|debtor|debtor number|debtor id|bill to id|sold to|"
        "partner id|contact id"
    ),
    "own_customer_id": "id|number|code|no|account",
    "customer_name": (
        "customer name|client name|account name|debtor name|company|company name|contact name|partner|bill to|"
        "invoice to|name customer|partner name"
    ),
    "own_name": "name|full name|display name|legal name",
    "contact_name": "contact|contact name|name|full name|contact person|person|first name",
    "email": "email|email address|e mail|customer email|contact email|invoice email|billing email|primary email",
    "phone": "phone|telephone|phone number|tel|mobile|mobile number",
    "role": "role|position|job title|function|department",
    "primary": "primary|main contact|is primary|default",
    "contact_id": "contact id|contact number|person id",
    "language": "language|language code|locale|lang",
    "country": "country|country code|customer country",
    "street": "street|address|address line 1|street address|billing street",
    "postal_code": "postal code|postcode|zip|zip code",
    "city": "city|town",
    "vat_number": "vat number|vat id|tax id|tax number|vat|ein",
    "registration_number": "registration number|company number|company registration",
    "payment_terms": "terms|payment terms|payment term|terms of payment|net terms",
    "credit_limit": "credit limit|limit",
    "segment": "segment|customer group|category|industry|customer type",
    "owner": "owner|account manager|collector|sales rep|salesperson|responsible",
    "parent_id": "parent|parent id|parent account|parent customer|head office",
    "time_zone": "time zone|timezone",
    "note": "note|notes|comment|comments|memo",
    "invoice_number": (
        "invoice number|invoice id|invoice|invoice no|invoice #|bill number|document number|doc number|doc no|"
        "voucher number|number|reference number|transaction number|invoice reference|document|document id"
    ),
    "credit_note_number": (
        "credit note number|credit note|credit memo number|credit memo|credit note id|credit number|cn number|"
        "number|document number"
    ),
    "credited_invoice": (
        "invoice number|original invoice|credited invoice|invoice|related invoice|invoice reference|applies to"
    ),
    "external_id": "external id|system id|guid|uuid|internal id|record id|xero id|transaction id",
    "payment_id": (
        "payment id|payment number|receipt number|transaction id|receipt|payment no|bank reference|id|"
        "entry reference|external id"
    ),
    "issue_date": (
        "invoice date|issue date|date issued|document date|doc date|bill date|date|created|created at|"
        "posting date|invoiced|date of issue"
    ),
    "credit_issue_date": "credit note date|credit date|memo date|issue date|document date|date",
    "due_date": (
        "due date|date due|due|payment due|payment due date|due on|net due date|baseline due|maturity date|due in date"
    ),
    "settled_date": (
        "settled date|settlement date|paid date|payment date|date paid|paid on|paid at|clear date|clearing date|"
        "cleared on|closed date|close date|date of payment|fully paid on date"
    ),
    "received_date": (
        "payment date|received date|date received|value date|booking date|date|receipt date|transaction date|"
        "paid date|posting date|paid on"
    ),
    "amount": (
        "amount|invoice amount|total|invoice total|total amount|gross amount|gross|amount gross|total incl tax|"
        "grand total|amount in document currency|original amount|inv amount|document amount|total including vat|"
        "balance total|face value|debit"
    ),
    "credit_amount": "amount|credit amount|total|credit note amount|gross amount|credit",
    "paid_amount": "amount|payment amount|amount paid|received amount|amount received|total|credit|paid|paid amount",
    "open_amount": (
        "open amount|balance|amount due|outstanding|outstanding amount|open balance|balance due|remaining amount|"
        "amount open|residual amount|due amount|amount outstanding"
    ),
    "settled_amount": (
        "amount paid|paid amount|settled amount|payment amount|received amount|paid|amount received|clearing amount"
    ),
    "net_amount": "net amount|net|subtotal|amount net|total excl tax|amount before tax|untaxed amount",
    "tax_amount": "tax|tax amount|vat amount|sales tax|total tax|gst",
    "currency": "currency|currency code|invoice currency|curr|ccy|document currency|invoice currency code",
    "status": "status|invoice status|state|payment status|settlement type",
    "disputed": "disputed|dispute|in dispute|is disputed",
    "instalment_no": "instalment|installment|instalment number|installment number|instalment no",
    "customer_reference": (
        "po number|purchase order|po|customer reference|order number|your reference|customer po|po no"
    ),
    "description": "description|text|details|memo|subject|narrative|particulars|item text",
    "reason": "reason|credit reason|reason code",
    "reference": (
        "reference|remittance|remittance information|payment reference|description|memo|purpose|details|narrative|text"
    ),
    "payer_name": "payer|payer name|paid by|sender|counterparty|debtor name|from",
    "payer_account": "payer account|payer iban|iban|counterparty account|sender account|debtor iban",
    "method": "method|payment method|payment type|type|tender",
}
