// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/addressform.h"

#include "models/engines/engineregistry.h"
#include "widgets/environment/pathfield.h"
#include "widgets/look/look.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>

namespace lk {

AddressForm::AddressForm(const QString &folder, QWidget *parent)
    : QWidget(parent), m_folder(folder), m_form(new QFormLayout(this)), m_encryptionPage(new QWidget)
{
    m_form->setVerticalSpacing(6);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    createFields();
    createEncryption();
    connect(m_engine, &QComboBox::currentIndexChanged, this, [this] {
        m_options.clear();
        showRows();
        emit engineChanged();
        emit changed();
    });
    connect(m_network, &QRadioButton::toggled, this, [this] {
        showRows();
        emit changed();
    });
    showRows();
}

QLineEdit *AddressForm::addLine(const char *name, const QString &accessibleName)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(QString::fromLatin1(name));
    line->setAccessibleName(accessibleName);
    connect(line, &QLineEdit::textChanged, this, &AddressForm::changed);
    return line;
}

void AddressForm::createFields()
{
    m_engine = new QComboBox(this);
    m_engine->setObjectName(QStringLiteral("environmentEngine"));
    for (const Engine *engine : engines())
        m_engine->addItem(Look::icon(QStringLiteral("database")), engine->traits().title, engine->traits().name);
    m_file = new PathField(QStringLiteral("environmentFile"), tr("File of the database"), m_folder, true, this);
    m_file->line()->setPlaceholderText(tr("seen from the project's folder, as in: shop.db"));
    m_network = new QRadioButton(tr("by h&ost and port"), this);
    m_local = new QRadioButton(tr("by a &socket of this machine"), this);
    m_network->setObjectName(QStringLiteral("environmentByHost"));
    m_local->setObjectName(QStringLiteral("environmentBySocket"));
    m_network->setChecked(true);
    m_ways = new QWidget(this);
    auto *ways = new QHBoxLayout(m_ways);
    ways->setContentsMargins(0, 0, 0, 0);
    ways->setSpacing(16);
    ways->addWidget(m_network);
    ways->addWidget(m_local);
    ways->addStretch(1);
    m_host = addLine("environmentHost", tr("Host"));
    m_host->setPlaceholderText(QStringLiteral("localhost"));
    m_port = new QSpinBox(this);
    m_port->setObjectName(QStringLiteral("environmentPort"));
    m_port->setAccessibleName(tr("Port"));
    m_port->setRange(1, 65535);
    m_port->setMinimumWidth(90);
    m_hostRow = new QWidget(this);
    m_hostRow->setFocusProxy(m_host);
    auto *hostRow = new QHBoxLayout(m_hostRow);
    hostRow->setContentsMargins(0, 0, 0, 0);
    hostRow->addWidget(m_host, 1);
    hostRow->addWidget(new QLabel(tr("Port"), m_hostRow));
    hostRow->addWidget(m_port);
    m_socket = new PathField(QStringLiteral("environmentSocket"), tr("Socket"), QStringLiteral("/run"), false, this);
    m_socket->line()->setPlaceholderText(tr("empty: the usual one"));
    m_database = addLine("environmentDatabaseName", tr("Name of the database"));
    m_user = addLine("environmentUser", tr("User"));
    m_user->setPlaceholderText(tr("empty: as this person of this machine"));

    m_form->addRow(tr("&Product"), m_engine);
    m_form->addRow(tr("&File"), m_file);
    m_form->addRow(tr("Reached"), m_ways);
    m_form->addRow(tr("&Host"), m_hostRow);
    m_form->addRow(tr("Soc&ket"), m_socket);
    m_form->addRow(tr("&Database"), m_database);
    m_form->addRow(tr("&User"), m_user);
    connect(m_port, &QSpinBox::valueChanged, this, &AddressForm::changed);
    connect(m_file, &PathField::changed, this, &AddressForm::changed);
    connect(m_socket, &PathField::changed, this, &AddressForm::changed);
}

void AddressForm::createEncryption()
{
    auto *form = new QFormLayout(m_encryptionPage);
    form->setVerticalSpacing(6);
    m_encryption = new QComboBox(m_encryptionPage);
    m_encryption->setObjectName(QStringLiteral("environmentEncryption"));
    m_authority = new PathField(QStringLiteral("environmentAuthority"), tr("Certificate authority"), m_folder, false, m_encryptionPage);
    m_certificate = new PathField(QStringLiteral("environmentCertificate"), tr("Own certificate"), m_folder, false, m_encryptionPage);
    m_key = new PathField(QStringLiteral("environmentKey"), tr("Key of the certificate"), m_folder, false, m_encryptionPage);
    m_authority->line()->setPlaceholderText(tr("who signed the server's certificate; empty: whom this machine trusts"));
    m_certificate->line()->setPlaceholderText(tr("only where the server asks for one"));
    form->addRow(tr("&Encryption"), m_encryption);
    form->addRow(tr("Certificate &authority"), m_authority);
    form->addRow(tr("Own &certificate"), m_certificate);
    form->addRow(tr("Its &key"), m_key);
    connect(m_encryption, &QComboBox::currentIndexChanged, this, &AddressForm::changed);
    for (PathField *field : {m_authority, m_certificate, m_key})
        connect(field, &PathField::changed, this, &AddressForm::changed);
}

const Engine &AddressForm::engine() const
{
    return *engines()[size_t(std::max(0, m_engine->currentIndex()))];
}

void AddressForm::setEngine(const QString &name)
{
    m_engine->setCurrentIndex(std::max(0, m_engine->findData(name)));
}

void AddressForm::showRows()
{
    const auto &server = engine().traits().server;
    const bool local = m_local->isChecked();
    m_form->setRowVisible(m_file, !server);
    for (QWidget *row : {m_ways, static_cast<QWidget *>(m_database), static_cast<QWidget *>(m_user)})
        m_form->setRowVisible(row, server.has_value());
    m_form->setRowVisible(m_hostRow, server && !local);
    m_form->setRowVisible(m_socket, server && local);
    if (!server)
        return;
    const QSignalBlocker quietPort(m_port);
    const QSignalBlocker quietModes(m_encryption);
    const bool otherEngine = m_encryption->property("engine").toString() != engine().traits().name;
    if (!otherEngine)
        return;
    m_port->setValue(server->defaultPort);
    m_encryption->setProperty("engine", engine().traits().name);
    m_encryption->clear();
    m_encryption->addItem(tr("as the product decides"), QString());
    for (const QString &mode : server->encryptionModes)
        m_encryption->addItem(mode, mode);
}

void AddressForm::keepEngine()
{
    m_engine->setEnabled(false);
}

AddressParts AddressForm::parts() const
{
    AddressParts parts;
    parts.file = m_file->path();
    if (!engine().traits().server)
        return parts;
    parts.file.clear();
    parts.local = m_local->isChecked();
    parts.host = parts.local ? QString() : m_host->text().trimmed().isEmpty() ? m_host->placeholderText() : m_host->text().trimmed();
    parts.port = parts.local ? 0 : m_port->value();
    parts.socket = parts.local ? m_socket->path() : QString();
    parts.database = m_database->text();
    parts.user = m_user->text().trimmed();
    parts.encryption = m_encryption->currentData().toString();
    parts.authority = m_authority->path();
    parts.certificate = m_certificate->path();
    parts.key = m_key->path();
    parts.options = m_options;
    return parts;
}

void AddressForm::setParts(const AddressParts &parts)
{
    m_file->setPath(parts.file);
    const auto &server = engine().traits().server;
    if (!server)
        return;
    (parts.local ? m_local : m_network)->setChecked(true);
    m_host->setText(parts.host);
    m_port->setValue(parts.port > 0 ? parts.port : server->defaultPort);
    m_socket->setPath(parts.socket);
    m_database->setText(parts.database);
    m_user->setText(parts.user);
    m_encryption->setCurrentIndex(std::max(0, m_encryption->findData(parts.encryption)));
    m_authority->setPath(parts.authority);
    m_certificate->setPath(parts.certificate);
    m_key->setPath(parts.key);
    m_options = parts.options;
    emit changed();
}

QString AddressForm::missing() const
{
    if (!engine().traits().server)
        return m_file->path().isEmpty() ? tr("Name the file of the database first") : QString();
    return m_database->text().isEmpty() ? tr("Name the database first") : QString();
}

} // namespace lk
