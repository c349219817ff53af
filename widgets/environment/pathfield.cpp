// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/pathfield.h"

#include "widgets/look/look.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace lk {

PathField::PathField(const QString &objectName, const QString &title, const QString &folder, bool relative, QWidget *parent)
    : QWidget(parent), m_line(new QLineEdit(this)), m_title(title), m_folder(folder), m_relative(relative)
{
    m_line->setObjectName(objectName);
    m_line->setAccessibleName(title);
    setFocusProxy(m_line);
    auto *choose = new QToolButton(this);
    choose->setObjectName(objectName + QStringLiteral("Choose"));
    choose->setIcon(Look::icon(QStringLiteral("open-project")));
    choose->setToolTip(tr("Choose a file"));
    choose->setAccessibleName(tr("Choose a file: %1").arg(title));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_line, 1);
    layout->addWidget(choose);
    connect(m_line, &QLineEdit::textChanged, this, &PathField::changed);
    connect(choose, &QToolButton::clicked, this, &PathField::choose);
}

QString PathField::path() const
{
    return m_line->text().trimmed();
}

void PathField::setPath(const QString &path)
{
    m_line->setText(path);
}

void PathField::choose()
{
    auto *dialog = new QFileDialog(this, m_title, m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setLabelText(QFileDialog::Accept, tr("Choose"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        const QString inside = QDir(m_folder).relativeFilePath(file);
        setPath(m_relative && !inside.startsWith(QLatin1String("..")) ? inside : file);
    });
    dialog->open();
}

} // namespace lk
