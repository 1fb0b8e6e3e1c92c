// The texts of target users.

import type { Catalogue } from '../en'

export const users: Catalogue['resources']['users'] = {
  name: 'مستخدم |||| المستخدمون',
  new: 'مستخدم جديد',
  saved: 'حُفظ %{name}',
  whose: 'مستخدمو شركة',
  choose: 'ابحث عن شركة',
  other: 'شركة أخرى',
  not_deleted: 'الكل عدا المحذوفين',
  of_company: 'كما في الشركة',
  hint: 'فارغ: كما في الشركة',
  activate: 'تنشيط',
  deactivate: 'إلغاء التنشيط',
  overtaken: 'عدّل شخص آخر هذا المستخدم في هذه الأثناء. ما كتبته لا يزال هنا.',
  counts: { active: 'النشطون', inactive: 'غير النشطين', deleted: 'المحذوفون', monthly: 'أُضيفوا هذا الشهر' },
  status: { Active: 'نشط', Inactive: 'غير نشط', Deleted: 'محذوف' },
  priority: { VeryLow: 'منخفضة جدًا', Low: 'منخفضة', Medium: 'متوسطة', High: 'عالية', VeryHigh: 'عالية جدًا' },
  fields: {
    email: 'البريد الإلكتروني',
    firstName: 'الاسم الأول',
    lastName: 'اسم العائلة',
    department: 'القسم',
    phoneNumber: 'رقم الهاتف',
    priority: 'الأولوية',
    status: 'الحالة',
    isActive: 'نشط: يشغل مقعدًا',
    preferredLanguageId: 'اللغة',
    timeZoneId: 'المنطقة الزمنية',
    createTime: 'تاريخ الإنشاء',
    updateTime: 'آخر تعديل',
  },
  delete: {
    title: 'أتحذف هذا المستخدم؟ |||| أتحذف هؤلاء المستخدمين (%{smart_count})؟',
    warning: 'تصبح المقاعد شاغرة فورًا. إضافة العنوان نفسه من جديد تعيد الشخص نفسه.',
    done: 'حُذف المستخدم |||| حُذف المستخدمون (%{smart_count})',
  },
}
